"""A stand-in for Hitters: baseball players with careers and salaries, from a seed.

Talent and years make a career, a career makes a salary: steeply in the first years,
hardly any more after ten.
"""

import numpy as np

SOURCE = "Generated stand-in for Hitters: 322 invented players of a season and a career"
COUNT, UNPAID = 322, 59


def make() -> dict[str, np.ndarray]:
    """Generate the table: a column a key, in the order of the real one."""
    rng = np.random.default_rng(1986)

    def noise(spread):
        return rng.normal(0, spread, COUNT)

    years = (1 + rng.gamma(1.7, 3.8, COUNT)).clip(1, 24).astype(int)
    talent, power = noise(1), noise(1)
    prime = 1 - ((years - 7) / 18) ** 2
    at_bat = (400 * prime + 75 * talent + noise(130)).clip(20, 687)
    hits = at_bat * (0.26 + 0.015 * talent + noise(0.02)).clip(0.15, 0.36)
    home_runs = at_bat * (0.026 + 0.017 * power + 0.004 * talent).clip(0, 0.08)
    runs = 0.42 * hits + 0.7 * home_runs + noise(5)
    batted_in = 0.3 * hits + 1.9 * home_runs + noise(7)
    walks = at_bat * (0.095 + 0.02 * talent + noise(0.025)).clip(0.02, 0.25)
    season = np.stack([at_bat, hits, home_runs, runs, batted_in, walks])
    season = np.rint(season.clip(0))
    # A career: this season, and years before it that were like it, more or less.
    before = (years - 1) * np.exp(0.12 * talent + noise(0.25)) * 0.95
    career = season + np.rint(season * before * np.exp(rng.normal(0, 0.08, (6, COUNT))))

    position = rng.choice(4, COUNT, p=[0.45, 0.36, 0.12, 0.07])
    # In the outfield, in the infield, at first base, not in the field.
    outs = np.choose(position, [240, 190, 900, 0]) * at_bat / 400
    helps = np.choose(position, [8, 320, 70, 0]) * at_bat / 400
    outs, helps = (v * np.exp(noise(0.35)) for v in (outs, helps))
    errors = 0.03 * (0.3 * outs + helps) * np.exp(noise(0.4))

    known = np.log1p(np.minimum(career[1], 800))  # after some years, all know a player
    level = 1.35 + 0.67 * known + 0.35 * power * (years > 4) - 0.01 * years
    log_salary = level + 0.005 * season[1] + 0.25 * talent + noise(0.38)
    salary = np.rint(np.exp(log_salary).clip(67.5, 2460) * 2) / 2
    salary[rng.permutation(COUNT)[:UNPAID]] = np.nan

    league = rng.choice(["A", "N"], COUNT)
    moved = rng.random(COUNT) < 0.06
    names = ("AtBat", "Hits", "HmRun", "Runs", "RBI", "Walks")
    table = dict(zip(names, season, strict=True))
    table["Years"] = years
    table |= {f"C{name}": total for name, total in zip(names, career, strict=True)}
    table |= {"League": league, "Division": rng.choice(["E", "W"], COUNT)}
    table |= {"PutOuts": np.rint(outs), "Assists": np.rint(helps)}
    table |= {"Errors": np.rint(errors), "Salary": salary}
    table["NewLeague"] = np.where(moved, np.where(league == "A", "N", "A"), league)
    return {k: v if v.dtype.kind == "U" else v.astype(float) for k, v in table.items()}

// Sets formulas with MathJax, in an engine without a page: TeX in, SVG and MathML out.
// Its files are read before this one, with nothing of it started.
"use strict";
{
  const { MathJax } = /** @type {any} */ (globalThis);
  const { adaptors, core, handlers, input, mathjax, output } = MathJax._;
  // The width that a line may take, in ex: a slide's.
  const EM = 16, EX = 8, WIDTH = 66;
  // What loads further files, and what makes of an error a picture of its source.
  const WITHOUT = ["autoload", "require", "noerrors", "noundefined"];

  const adaptor = adaptors.liteAdaptor.liteAdaptor();
  handlers.html_ts.RegisterHTMLHandler(adaptor);
  const visitor = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();

  /**
   * Set formulas one after the other: what one defines, the next ones know.
   *
   * @param {{ tex: string, display: boolean }[]} formulas
   * @returns {{ set: { svg?: string, mathml?: string, error?: string }[], glyphs: string }}
   *     `glyphs` are the shapes that all `svg` use.
   */
  const typeset = (formulas) => {
    const packages = input.tex.AllPackages.AllPackages.filter(
      (/** @type {string} */ name) => !WITHOUT.includes(name),
    );
    const tex = new input.tex_ts.TeX({
      packages,
      /** @param {any} _ @param {Error} error */
      formatError: (_, error) => {
        throw error;
      },
    });
    const font = new output.svg.fonts.tex_ts.TeXFont();
    const svg = new output.svg_ts.SVG({ fontCache: "global", font });
    const page = mathjax.mathjax.document("", { InputJax: tex, OutputJax: svg });

    /** @param {{ tex: string, display: boolean }} formula */
    const one = (formula) => {
      const item = new page.options.MathItem(formula.tex, tex, formula.display);
      item.start.node = adaptor.body(page.document);
      item.setMetrics(EM, EX, WIDTH * EX, 1e6, 1);
      try {
        item.convert(page);
      } catch (error) {
        return { error: /** @type {Error} */ (error).message };
      }
      const drawn = adaptor.firstChild(item.typesetRoot);
      return { svg: adaptor.outerHTML(drawn), mathml: visitor.visitTree(item.root) };
    };

    const set = formulas.map(one);
    return { set, glyphs: adaptor.outerHTML(svg.fontCache.getCache()) };
  };

  Object.assign(globalThis, { typeset });
}

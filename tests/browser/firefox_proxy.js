// Firefox as it is installed, for playwright, which speaks WebDriver BiDi with it and
// gives up where it does not know one command: that one is answered here.

const UNKNOWN = "emulation.setMediaFeaturesOverride";
const [path, ...args] = Deno.args;
const firefox = new Deno.Command(path, { args, stderr: "piped" }).spawn();

/** Hand on what is said to the browser at an address, and what it says. */
function between(address) {
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const browser = new WebSocket(address + new URL(request.url).pathname);
    const open = new Promise((resolve) => browser.onopen = resolve);
    socket.onmessage = async ({ data }) => {
      const { id, method } = JSON.parse(data);
      if (method === UNKNOWN) {
        socket.send(JSON.stringify({ type: "success", id, result: {} }));
      } else {
        await open;
        browser.send(data);
      }
    };
    browser.onmessage = ({ data }) => socket.send(data);
    browser.onclose = () => socket.close();
    socket.onclose = () => browser.close();
    return response;
  };
}

let told = "";
for await (const text of firefox.stderr.pipeThrough(new TextDecoderStream())) {
  if (told === null) continue;
  told += text;
  const [said, address] = told.match(/WebDriver BiDi listening on (ws:\/\/\S+)\s/) ?? [];
  if (said) {
    const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
    const { addr } = Deno.serve(options, between(address));
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${addr.port}`);
    told = null; // what follows is read, so that Firefox can go on, and not kept
  }
}
Deno.exit((await firefox.status).code);

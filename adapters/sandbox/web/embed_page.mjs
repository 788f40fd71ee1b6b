// node embed_page.mjs DIST OUT: the built page as a C++ source, each file raw and compressed.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

const [dist, out] = process.argv.slice(2);
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

// As a string literal in lines of some length. Octal escapes end after three digits, whatever follows.
function literal(bytes) {
  const plain = (b) => b >= 0x20 && b < 0x7f && b !== 0x22 && b !== 0x5c && b !== 0x3f;
  const lines = [];
  for (let at = 0; at < bytes.length; at += 96) {
    let line = "";
    for (const b of bytes.subarray(at, at + 96))
      line += plain(b) ? String.fromCharCode(b) : "\\" + b.toString(8).padStart(3, "0");
    lines.push(`    "${line}"`);
  }
  return lines.length === 0 ? '    ""' : lines.join("\n");
}

const paths = [...files(dist)].sort();
let bodies = "";
let rows = "";
paths.forEach((path, n) => {
  const type = types[extname(path)];
  if (!type) throw new Error(`${path}: no type is known for ${extname(path)} (embed_page.mjs)`);
  const raw = readFileSync(path);
  const gzip = gzipSync(raw, { level: 9 });
  const packed = gzip.length < raw.length ? gzip : Buffer.alloc(0);
  const name = "/" + relative(dist, path).split(sep).join("/");
  const etag = createHash("sha256").update(raw).digest("hex").slice(0, 20);
  bodies += `const char raw_${n}[] =\n${literal(raw)};\nconst char gzip_${n}[] =\n${literal(packed)};\n`;
  rows +=
    `    {.path = "${name === "/index.html" ? "/" : name}", .type = "${type}", .etag = "\\"${etag}\\"",\n` +
    `     .raw = {raw_${n}, ${raw.length}}, .gzip = {gzip_${n}, ${packed.length}},\n` +
    `     .immutable = ${/-[0-9A-Za-z]{8,}\.\w+$/.test(name)}},\n`;
});
if (!rows.includes('.path = "/"')) throw new Error(`${dist} has no index.html`);

writeFileSync(
  out,
  `// Made from adapters/sandbox/page by embed_page.mjs.
#include "adapters/sandbox/web/page_assets.hpp"

namespace adapters::sandbox::web {
namespace {

${bodies}
const page_asset all[] = {
${rows}};

}  // namespace

std::span<const page_asset> page_assets() noexcept
{
    return all;
}

}  // namespace adapters::sandbox::web
`,
);

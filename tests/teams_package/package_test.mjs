// `incidentd manifest teams` makes what Microsoft's schemas of the manifest and its texts call valid.
// INCIDENTD_BINARY: the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const schemas = join(require.resolve("@microsoft/app-manifest"), "../json-schemas/teams/v1.25");

function unzipped(bytes) {
  const files = {};
  let at = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let left = bytes.readUInt16LE(at + 10);
  at = bytes.readUInt32LE(at + 16);
  for (; left > 0; --left) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameSize = bytes.readUInt16LE(at + 28);
    const skip = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameSize);
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(begin, begin + size);
    files[name] = method === 8 ? inflateRawSync(content) : content;
    at += 46 + nameSize + skip;
  }
  return files;
}

function packageOf(locale) {
  const folder = mkdtempSync(join(tmpdir(), "incidentd-package-"));
  const config = join(folder, "incidentd.toml");
  writeFileSync(
    config,
    `[daemon]\ndocuments = "${folder}"\nlocale = "${locale}"\n[[teams]]\nname = "acme"\n` +
      'app_id = "bbbbbbbb-0000-4000-8000-000000000002"\ntenant_id = "t"\napp_password = "env:X"\n',
  );
  execFileSync(process.env.INCIDENTD_BINARY, ["manifest", "teams", "--config", config, "--out", folder, "--website", "https://status.example.org"], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".zip"));
  return unzipped(readFileSync(join(folder, archive)));
}

function check(schemaFile, value) {
  const schema = JSON.parse(readFileSync(join(schemas, schemaFile), "utf8").replace(/^\uFEFF/, ""));
  const draft04 = String(schema.$schema).includes("draft-04");
  const Ajv = draft04 ? require("ajv-draft-04") : require("ajv");
  const ajv = new (Ajv.default ?? Ajv)({ strict: false, allErrors: true, unicodeRegExp: false });
  (require("ajv-formats").default ?? require("ajv-formats"))(ajv);
  const valid = ajv.compile(schema);
  assert.ok(valid(value), JSON.stringify(valid.errors, null, 1));
  return valid;
}

for (const locale of ["pt-BR", "en"]) {
  test(`the package for ${locale} is valid by the published schemas`, () => {
    const files = packageOf(locale);
    const other = locale === "en" ? "pt-br.json" : "en.json";
    assert.deepEqual(Object.keys(files).sort(), ["color.png", "manifest.json", "outline.png", other].sort());
    const manifest = JSON.parse(files["manifest.json"]);
    const valid = check("MicrosoftTeams.schema.json", manifest);
    check("MicrosoftTeams.Localization.schema.json", JSON.parse(files[other]));
    assert.equal(manifest.bots[0].botId, "bbbbbbbb-0000-4000-8000-000000000002");
    assert.equal(manifest.authorization, undefined, "no resource-specific permission is asked for");
    const broken = structuredClone(manifest);
    broken.bots[0].scopes.push("everywhere");
    assert.ok(!valid(broken), "the schema finds faults at all");
  });
}

test("the icons have the sizes that Teams asks for", () => {
  const files = packageOf("en");
  for (const [name, size] of [["color.png", 192], ["outline.png", 32]]) {
    const png = files[name];
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.equal(png.readUInt32BE(16), size);
    assert.equal(png.readUInt32BE(20), size);
    assert.equal(png[25], 6, "RGBA");
  }
});

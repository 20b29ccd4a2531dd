// A TypeScript client made from /openapi.json: its types are compiled by tsc with a program that reads and writes, which is then run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import openapi, { astToString } from "openapi-typescript";

const origin = process.argv[2];
const description = await (await fetch(`${origin}/openapi.json`)).json();
const folder = mkdtempSync(join(tmpdir(), "whatworks-client-"));
try {
  symlinkSync(join(import.meta.dirname ?? ".", "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "api.ts"), astToString(await openapi(description)));
  writeFileSync(join(folder, "client.ts"), `
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const api = createClient<paths>({ baseUrl: "${origin}" });
const { data: tools, error } = await api.GET("/api/v1/tools", { params: { query: { addresses: ["fear-of-escalation"], kind: ["guide", "software"], order: "-year,name", first: 5, facets: ["kind"] } } });
if (error || !tools) throw new Error(JSON.stringify(error));
for (const tool of tools.nodes) {
  const name: string = tool.name;
  const { data: whole } = await api.GET("/api/v1/tools/{id}", { params: { path: { id: tool.key } } });
  const reasons: string[] = whole!.addresses.edges.flatMap((edge) => edge.because.map((claim) => claim.rationale ?? ""));
  if (!name || reasons.length === 0) throw new Error(\`\${name} has no grounds\`);
}
const missing = await api.GET("/api/v1/tools/{id}", { params: { path: { id: "nothing-like-it" } } });
const code: string | undefined = missing.error?.code;
if (code !== "NOT_FOUND") throw new Error(String(code));
// @ts-expect-error a name that is none
await api.GET("/api/v1/tools", { params: { query: { kindd: ["guide"] } } });
// Writing: whoever is nobody may report what is wrong; the record is none, so nothing is kept.
const report = await api.POST("/api/v1/report", { body: { id: "nothing-like-it", reason: "WRONG" } });
if (report.data || report.response.status !== 404) throw new Error(JSON.stringify(report.error ?? report.data));
console.log(\`typescript: \${tools.nodes.length} of \${tools.totalCount} tools read, a report refused as described\`);
`);
  const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--skipLibCheck", "--lib", "es2023,dom"];
  execFileSync(join("node_modules", ".bin", "tsc"), [...options, join(folder, "client.ts")], { stdio: "inherit" });
  console.log(execFileSync("node", [join(folder, "client.js")], { encoding: "utf8" }));
} finally {
  rmSync(folder, { recursive: true });
}

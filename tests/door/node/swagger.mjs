// /docs in a real browser: the page shows every operation from this server alone, under its content security policy, and can be tried.
import { launch } from './browser.mjs';

const origin = process.argv[2];
const browser = await launch();
try {
  const page = await browser.newPage();
  const [problems, elsewhere] = [[], []];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) elsewhere.push(request.url()); });
  await page.goto(`${origin}/docs`);
  const section = page.locator(".opblock-tag-section").first();
  await section.waitFor({ timeout: 60_000 });
  await page.locator(".opblock-tag", { hasText: "Reading" }).first().click();
  const operation = page.locator(".opblock", { hasText: "/api/v1/suggest" }).first();
  await operation.locator(".opblock-summary-control").click();
  await operation.getByText("Try it out").click();
  await operation.locator("tr[data-param-name=prefix] input").fill("blo");
  await operation.getByText("Execute", { exact: true }).click();
  await operation.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor({ timeout: 30_000 });
  if (problems.length || elsewhere.length) throw new Error(JSON.stringify({ problems, elsewhere }));
  console.log("swagger: shown and tried in a browser, offline, without a complaint of its policy");
} finally {
  await browser.close();
}

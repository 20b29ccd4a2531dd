// Tells the page around how high this one is. Whoever embeds it is named by the referrer; without one, anybody may know a number.
const around = document.referrer ? new URL(document.referrer).origin : "*";
new ResizeObserver(() => parent.postMessage({ type: "whatworks-height", height: document.documentElement.scrollHeight }, around)).observe(document.documentElement);
// Other views of the listing stay in the frame; everything else opens around it.
for (const link of document.querySelectorAll("a[href^='/embed/']")) link.target = "_self";

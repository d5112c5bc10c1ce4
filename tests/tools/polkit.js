// Runs a file of polkit rules and says what they make of some requests, as polkitd does (polkit(8)): the functions are
// asked in their order until one returns something else than "not handled" or nothing.
// Usage: node polkit.js RULES, with lines "USER ACTION" on standard input.
"use strict";
const fs = require("fs");
const vm = require("vm");

const rules = [];
const polkit = {
    addRule: (rule) => rules.push(rule),
    addAdminRule: () => {},
    log: () => {},
    Result: { NO: "no", YES: "yes", NOT_HANDLED: null, AUTH_SELF: "auth_self", AUTH_ADMIN: "auth_admin" },
};
vm.runInNewContext(fs.readFileSync(process.argv[2], "utf8"), { polkit });
for (const line of fs.readFileSync(0, "utf8").trim().split("\n")) {
    const [user, id] = line.split(" ");
    const verdicts = rules.map((rule) => rule({ id }, { user }));
    console.log(verdicts.find((verdict) => verdict !== null && verdict !== undefined) || "not handled");
}

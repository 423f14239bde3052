// Writes cases.jsonl from the package @bufbuild/cel-spec, unpacked in the folder given:
//   npm pack @bufbuild/cel-spec@0.6.1 && tar xzf bufbuild-cel-spec-0.6.1.tgz
//   node convert.mjs package > cases.jsonl
// Run by hand when the cases are updated; the tests read the committed file.
import { pathToFileURL } from "node:url";

const SUITES = new Set([
  "basic", "comparisons", "conversions", "fields", "fp_math", "integer_math", "lists", "logic",
  "macros", "parse", "plumbing", "string", "timestamps", "type_deductions",
]);

// What the subset leaves out, found in an expression whose strings are blanked.
const LEFT_OUT = [
  /\{/, /\bnull\b/, /\b(\d+|0x[\da-f]+)u\b/i, /`/,
  /\b(all|exists|exists_one|map|filter|matches|int|uint|double|string|bytes|bool|type)\s*\(/,
  /\bget[A-Z]\w*\s*\(/, /\bf_unknown\b/, /\ba\.\w+\(\)/, /\b(google\.protobuf|optional)\b/,
  /\b(int|uint|double|string|bytes|bool|list|map|type|null_type)\s*(\)|==|!=|$)/,
];

// Cases with the value that CEL's implementations give, and Assay does not: they order an int and a
// double by rounding the int, so that 2^63 - 1 is not less than 2.0^63.
const ROUNDED = new Set([
  "comparisons/lt_literal/not_lt_dyn_int_big_lossy_double",
  "comparisons/gt_literal/not_gt_dyn_big_double_int",
  "comparisons/lte_literal/lte_dyn_big_double_int",
  "comparisons/gte_literal/gte_dyn_int_big_lossy_double",
]);

const BYTES = /(^|[^\w"'\\])([bB][rR]?|[rR][bB])["']/;

// dyn(x) is x at run time and only opts out of the checker.
function withoutDyn(expr) {
  for (let at; (at = expr.search(/\bdyn\(/)) >= 0; ) {
    expr = expr.slice(0, at) + expr.slice(at + 3);
  }
  return expr;
}

function isLeftOut(expr) {
  if (BYTES.test(expr)) return true;
  const blanked = expr.replace(/("""[^]*?"""|'''[^]*?'''|"(\\.|[^"\\])*"|'(\\.|[^'\\])*')/g, '""');
  return LEFT_OUT.some((pattern) => pattern.test(blanked));
}

// A value as {kind: ...}; undefined when the subset has no such value.
function convertValue(value) {
  const [kind, content] = Object.entries(value)[0];
  switch (kind) {
    case "boolValue": return { bool: content };
    case "int64Value": return { int: content };
    case "doubleValue": return { double: content };
    case "stringValue": return { string: content };
    case "listValue": {
      const values = (content.values ?? []).map(convertValue);
      return values.includes(undefined) ? undefined : { list: values };
    }
    case "mapValue": {
      const entries = (content.entries ?? []).map((e) => [e.key.stringValue, convertValue(e.value)]);
      const bad = entries.some(([key, v]) => key === undefined || v === undefined);
      return bad ? undefined : { map: Object.fromEntries(entries) };
    }
    case "objectValue":
      if (content["@type"].endsWith("google.protobuf.Timestamp")) return { timestamp: content.value };
      if (content["@type"].endsWith("google.protobuf.Duration")) return { duration: content.value };
  }
  return undefined;
}

function convertType(type) {
  const primitives = { BOOL: "bool", INT64: "int", DOUBLE: "double", STRING: "string" };
  const wellKnown = { TIMESTAMP: "timestamp", DURATION: "duration" };
  if (type.primitive) return primitives[type.primitive];
  if (type.wellKnown) return wellKnown[type.wellKnown];
  if ("dyn" in type) return "dyn";
  if (type.listType) {
    const element = type.listType.elemType && convertType(type.listType.elemType);
    return element && `list<${element}>`;
  }
  if (type.mapType?.keyType?.primitive === "STRING") {
    const value = convertType(type.mapType.valueType);
    return value && `map<string, ${value}>`;
  }
  return undefined;
}

// The case, or undefined when it is about something that the subset can't even be asked.
function convert(name, test) {
  if (test.container) return undefined;
  const out = { name, expr: withoutDyn(test.expr) };
  if (isLeftOut(out.expr)) return { ...out, refused: true };
  if (test.disableCheck || out.expr !== test.expr) out.unchecked = true;
  for (const declaration of test.typeEnv ?? []) {
    const type = declaration.ident && convertType(declaration.ident.type);
    if (!type || !/^\w+$/.test(declaration.name)) return undefined;
    (out.types ??= {})[declaration.name] = type;
  }
  for (const [variable, binding] of Object.entries(test.bindings ?? {})) {
    const value = binding.value && convertValue(binding.value);
    if (!value) return undefined;
    (out.variables ??= {})[variable] = value;
  }
  if (test.checkOnly) return { ...out, checkOnly: true };
  if (test.evalError) return { ...out, error: true };
  out.value = convertValue(test.value ?? test.typedResult?.result ?? { boolValue: true });
  if (ROUNDED.has(name)) out.rounded = true;
  return out.value && out;
}

const { tests } = await import(
  pathToFileURL(`${process.argv[2]}/dist/esm/testdata/conformance.js`).href
);
for (const file of tests.suites.filter((suite) => SUITES.has(suite.name))) {
  for (const section of file.suites ?? []) {
    for (const test of section.tests ?? []) {
      const name = `${file.name}/${section.name}/${test.original.name}`;
      const converted = convert(name, test.original);
      if (converted) console.log(JSON.stringify(converted));
    }
  }
}

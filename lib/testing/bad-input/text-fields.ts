import { z } from "zod";

/** Where a value stands in an input: names of members, and 0 for the first of a list. */
export type Place = readonly (string | number)[];

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: Shape | boolean;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** Every place in which an input of this schema may have a text, or bytes, or a time: read from the schema itself. */
export function textFields(schema: z.ZodType): Place[] {
  const places = placesIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape, []);
  return [...new Map(places.map((place) => [place.join("."), place])).values()];
}

function placesIn(shape: Shape, at: Place): Place[] {
  const branches = shape.anyOf ?? shape.oneOf;
  if (branches) return branches.flatMap((branch) => placesIn(branch, at));
  if (shape.items) return placesIn(shape.items, [...at, 0]);
  const members = Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => placesIn(inner, [...at, name]));
  if (typeof shape.additionalProperties === "object")
    members.push(...placesIn(shape.additionalProperties, [...at, "x"]));
  const isText = shape.type === "string" || (shape.type === undefined && members.length === 0);
  return isText && at.length > 0 ? [...members, at] : members;
}

/** The same input with `value` at one place. */
export function withValue(input: unknown, [step, ...deeper]: Place, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(input) ? [...input] : [];
    list[step] = withValue(list[step], deeper, value);
    return list;
  }
  const members = typeof input === "object" && input !== null ? input : {};
  return { ...members, [step]: withValue((members as Record<string, unknown>)[step], deeper, value) };
}

import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { cacheOrder } from "./cache-order.ts";

test("everything first, the dependencies then", () => {
  expect(found(cacheOrder, dockerfile("COPY . /app", "RUN pip install -r requirements.txt"))).toEqual(["2: COPY . /app before line 3"]);
  expect(found(cacheOrder, dockerfile("COPY src/ /app", "RUN true", "RUN npm ci"))).toEqual(["2: COPY src/ /app before line 4"]);
});

test("the list of dependencies first", () => {
  expect(found(cacheOrder, dockerfile("COPY package.json package-lock.json ./", "RUN npm ci", "COPY . ."))).toEqual([]);
  expect(found(cacheOrder, dockerfile("COPY . .", "RUN pip install flask"))).toEqual([]);
});

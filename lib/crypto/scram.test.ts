import { describe, expect, it } from "vitest";
import { scramVerifier } from "./scram";

describe("SCRAM-SHA-256 verifiers", () => {
  it("RFC 7677, section 3: the server's signature and the client's proof follow from what is kept", () => {
    // The example exchange of the RFC: user "user", password "pencil".
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const made = scramVerifier("pencil", { iterations: 4096, salt });
    expect(made).toBe(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
  });

  it("takes a fresh salt each time, and refuses what SASLprep prohibits", () => {
    expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
    for (const text of ["", "\u00ad", "bell\u0007", "private \ue000", "half \ud800"]) {
      expect(scramVerifier(text)).toBeUndefined();
    }
  });
});

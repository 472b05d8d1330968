package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A result with the day and the machine that it comes from; the components are the JSON keys. */
record CaseRecord(CaseResult result, String date, Machine machine) {
  static CaseRecord now(CaseResult result) throws IOException {
    return new CaseRecord(result, LocalDate.now(ZoneOffset.UTC).toString(), Machine.here());
  }
}

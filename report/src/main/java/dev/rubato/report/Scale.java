package dev.rubato.report;

/** How an axis spaces its values: evenly, or by their logarithm. */
public enum Scale {
  LINEAR,
  LOG
}

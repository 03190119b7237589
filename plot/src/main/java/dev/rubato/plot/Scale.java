package dev.rubato.plot;

/** How an axis spaces its values: evenly, or by their logarithm. */
public enum Scale {
  LINEAR,
  LOG
}

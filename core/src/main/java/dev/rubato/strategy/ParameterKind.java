package dev.rubato.strategy;

/** What a parameter is in its layer, so that groups can go by it: see {@link Tensor#as}. */
public enum ParameterKind {
  /** What inputs are multiplied by. */
  WEIGHT,
  /** What is added to them. */
  BIAS,
  /** The factor of a normalization. */
  SCALE,
  /** What a normalization adds. */
  SHIFT,
  /** The vectors of an embedding. */
  EMBEDDING,
  /** Anything else, and where nobody said. */
  OTHER
}

package dev.rubato.battery;

/** What a unit makes of the sum of its inputs. */
enum Activation {
  RELU,
  TANH,
  SIGMOID,
  /** The sine, which has slopes of either sign everywhere. */
  SINE,
  SQUARE
}

package dev.rubato.battery;

/** What the tasks of a family may be used for. */
public enum Half {
  /** To choose methods by: look at it as often as you like. */
  CHOOSE,

  /**
   * Only to measure methods that were chosen: whoever changes a method because of what it does here
   * has nothing left to measure it by.
   */
  MEASURE
}

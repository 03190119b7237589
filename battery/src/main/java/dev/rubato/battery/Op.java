package dev.rubato.battery;

/** An operation of a {@link Graph}: how its result is made, and how its gradient goes back. */
interface Op {
  /** Makes the result from the operands. */
  void forward(Dice dice);

  /** Adds to the operands' gradients what the result's gradient makes of them. */
  void backward();
}

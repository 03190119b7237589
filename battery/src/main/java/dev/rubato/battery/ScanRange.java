package dev.rubato.battery;

/**
 * Where the truth is looked for; places are steps of the dense grid from a rate of 1.
 *
 * @param low the first place of the coarse scan
 * @param high its last
 * @param seeds of each of its rates
 * @param below how far the dense grid goes at first below the best of the scan
 * @param above how far above
 */
record ScanRange(int low, int high, int seeds, int below, int above) {
  private static final int AROUND = 6;
  private static final int LONG_BELOW = 3 * TruthScan.PER_DECADE;
  private static final int LONG_ABOVE = 2 * TruthScan.PER_DECADE;
  private static final int FEW = 2;

  /** From 1e-12 to 1e6. */
  static final ScanRange ALL =
      new ScanRange(-12 * TruthScan.PER_DECADE, 6 * TruthScan.PER_DECADE, 3, 12, 8);

  /** From 1e-6 to 100, for trainings that are dear. */
  private static final ScanRange DEAR =
      new ScanRange(-6 * TruthScan.PER_DECADE, 2 * TruthScan.PER_DECADE, FEW, AROUND, AROUND);

  /**
   * That of a task: of a longer training from three decades below to two above what is best for the
   * usual length, if that is known.
   */
  static ScanRange of(MeasuredTask task, String optimizer) {
    if (task.dear()) {
      return DEAR;
    }
    if (task.times() == 1) {
      return ALL;
    }
    Truth usual = TruthFile.stored().find(task.name(), 1, optimizer);
    if (usual == null) {
      return new ScanRange(ALL.low, ALL.high, ALL.seeds, AROUND, AROUND);
    }
    int center = (int) Math.round(TruthScan.PER_DECADE * Math.log10(usual.best(task).rate()));
    return new ScanRange(
        Math.max(ALL.low, center - LONG_BELOW),
        Math.min(ALL.high, center + LONG_ABOVE),
        FEW,
        AROUND,
        AROUND);
  }
}

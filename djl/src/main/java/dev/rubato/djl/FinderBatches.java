package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** A data set's batches for a {@link LearningRateFinder}, again and again. */
final class FinderBatches {
  private final Trainer trainer;
  private final Dataset data;
  private Iterator<Batch> iterator = List.<Batch>of().iterator();
  private int count;

  FinderBatches(Trainer trainer, Dataset data) {
    this.trainer = trainer;
    this.data = data;
  }

  Batch next() throws IOException, TranslateException {
    if (!iterator.hasNext()) {
      iterator = trainer.iterateDataset(data).iterator();
      if (!iterator.hasNext()) {
        throw new IllegalArgumentException("finding a rate needs data, but there is no batch");
      }
    }
    Integer before = Engine.getInstance().getSeed();
    Batch next = Objects.requireNonNull(iterator.next());
    Integer after = Engine.getInstance().getSeed();
    if (after != null && !after.equals(before)) { // by an order that knows of no step of ours
      Engine.getInstance().setRandomSeed(after + ++count);
    }
    return next;
  }
}

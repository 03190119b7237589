package dev.rubato.web.bend;

import dev.rubato.lab.TrialResult.Evaluation;
import java.util.List;
import java.util.Map;

/**
 * What the page is told of a training: how it stands, and the steps that the page does not know.
 *
 * @param id its number
 * @param parent the number of the one that it was bent from, or 0
 * @param strategy in the notation
 * @param judged the metric by which trainings are compared
 * @param reason why it did not finish, or empty
 * @param remark what is plainly wrong with it, or empty
 * @param made the steps that it has come
 * @param bentAt the first step that differs from the parent's
 * @param began the step of the parent's snapshot at which it began
 * @param from how many steps the page knew
 * @param rates of each step since
 * @param losses of each step since
 * @param heard how many evaluations the page knew
 * @param evaluations since
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BranchNews(
    long id,
    long parent,
    String task,
    String strategy,
    long steps,
    long stepsPerEpoch,
    long seed,
    String judged,
    boolean lowerIsBetter,
    String state,
    String reason,
    String remark,
    int made,
    int bentAt,
    int began,
    Map<String, Double> test,
    int from,
    double[] rates,
    double[] losses,
    int heard,
    List<Evaluation> evaluations) {}

package dev.rubato.argument;

/**
 * What the catalogue says about a schedule or an optimizer, besides its signature.
 *
 * @param summary one line, without a period
 * @param formula the value of a schedule at local time u (with D the phrase's length and p =
 *     min(u/D, 1)), or the update of one parameter by an optimizer; one assignment a line
 * @param source authors and year, with the paper's number in arXiv where it has one
 * @param differs where other libraries differ, or empty
 * @param example a strategy to try
 */
public record CatalogueEntry(
    String summary, String formula, String source, String differs, String example) {}

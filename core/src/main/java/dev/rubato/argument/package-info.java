/**
 * What the calls of the notation are given: values, spans, ramps, words, lists, and their domains.
 */
@NullMarked
package dev.rubato.argument;

import org.jspecify.annotations.NullMarked;

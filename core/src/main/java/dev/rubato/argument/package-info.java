/** The arguments of the notation's calls: values, spans, ramps, words, lists, and their domains. */
@NullMarked
package dev.rubato.argument;

import org.jspecify.annotations.NullMarked;

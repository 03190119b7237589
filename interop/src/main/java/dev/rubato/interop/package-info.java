/** Strategies as code for other libraries, and what other libraries say as strategies. */
@NullMarked
package dev.rubato.interop;

import org.jspecify.annotations.NullMarked;

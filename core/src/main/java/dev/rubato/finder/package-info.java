/** Learning-rate range tests: which rates to try, when to stop, and what the losses say. */
@NullMarked
package dev.rubato.finder;

import org.jspecify.annotations.NullMarked;

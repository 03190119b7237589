/** The room where the rate of a training is bent by hand. */
@NullMarked
package dev.rubato.web.bend;

import org.jspecify.annotations.NullMarked;

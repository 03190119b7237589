/** The page: strategies designed, trainings bent by hand and studies watched, in a browser. */
@NullMarked
package dev.rubato.web;

import org.jspecify.annotations.NullMarked;

/** The room where the studies of a store are watched. */
@NullMarked
package dev.rubato.web.studies;

import org.jspecify.annotations.NullMarked;

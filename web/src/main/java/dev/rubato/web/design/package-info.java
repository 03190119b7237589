/** The room where strategies are designed: curves, handles and walks. */
@NullMarked
package dev.rubato.web.design;

import org.jspecify.annotations.NullMarked;

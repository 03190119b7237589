/** The store: every study and every trial of a folder, in one SQLite database. */
@NullMarked
package dev.rubato.lab.store;

import org.jspecify.annotations.NullMarked;

/** What every route of the page shares: who may ask, what is read, and how it is answered. */
@NullMarked
package dev.rubato.web.http;

import org.jspecify.annotations.NullMarked;

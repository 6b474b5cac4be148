/** Identities and words that every part of Spirula shares. */
@NullMarked
package io.spirula.contracts;

import org.jspecify.annotations.NullMarked;

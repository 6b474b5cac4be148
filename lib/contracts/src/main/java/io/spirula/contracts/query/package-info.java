/** Questions that cross services by QueryAsked, and their answers: what the {@code arguments} and {@code answer} trees hold. */
@NullMarked
package io.spirula.contracts.query;

import org.jspecify.annotations.NullMarked;

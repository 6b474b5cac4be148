/** Scenarios of the whole service: a real database, clusters in memory or real ones. */
@NullMarked
package io.spirula.transfer;

import org.jspecify.annotations.NullMarked;

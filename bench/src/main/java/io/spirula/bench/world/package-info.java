/** Throw-away clusters, images and the stock programs on them. */
@NullMarked
package io.spirula.bench.world;

import org.jspecify.annotations.NullMarked;

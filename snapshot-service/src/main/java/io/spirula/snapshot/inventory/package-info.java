/** What images each cluster has, told when it changes. */
@NullMarked
package io.spirula.snapshot.inventory;

import org.jspecify.annotations.NullMarked;

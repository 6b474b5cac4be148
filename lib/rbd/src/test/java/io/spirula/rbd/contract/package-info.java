/** What every implementation of the interfaces must do: the same tests for the one in memory and for a real cluster. */
@NullMarked
package io.spirula.rbd.contract;

import org.jspecify.annotations.NullMarked;

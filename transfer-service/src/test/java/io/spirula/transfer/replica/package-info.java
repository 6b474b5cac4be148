@NullMarked
package io.spirula.transfer.replica;

import org.jspecify.annotations.NullMarked;

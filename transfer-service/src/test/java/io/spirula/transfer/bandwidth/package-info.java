@NullMarked
package io.spirula.transfer.bandwidth;

import org.jspecify.annotations.NullMarked;

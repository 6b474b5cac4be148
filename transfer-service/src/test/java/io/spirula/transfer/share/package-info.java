@NullMarked
package io.spirula.transfer.share;

import org.jspecify.annotations.NullMarked;

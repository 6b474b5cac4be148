@NullMarked
package io.spirula.transfer.audit;

import org.jspecify.annotations.NullMarked;

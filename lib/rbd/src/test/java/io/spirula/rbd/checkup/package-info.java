@NullMarked
package io.spirula.rbd.checkup;

import org.jspecify.annotations.NullMarked;

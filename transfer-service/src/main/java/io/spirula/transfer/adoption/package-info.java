/** Takes up replicas that no record knows, by what they say of themselves. */
@NullMarked
package io.spirula.transfer.adoption;

import org.jspecify.annotations.NullMarked;

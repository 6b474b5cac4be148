/** What the files that run Spirula in containers say, compared with the code. */
@NullMarked
package io.spirula.deployment;

import org.jspecify.annotations.NullMarked;

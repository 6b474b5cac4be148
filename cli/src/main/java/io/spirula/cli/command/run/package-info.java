/** Commands about runs, and about our snapshots on source images. */
@NullMarked
package io.spirula.cli.command.run;

import org.jspecify.annotations.NullMarked;

package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The check finds what it is there to find. */
@Tag("nightly")
class LeakCheckIT {

    private static final World WORLD = World.get();

    @Test
    void anImageThatWasLeftOnItsWayThroughTheTrashIsFoundAndOneThatAHandPutThereIsNone() {
        Disk disk = Disk.create(WORLD, "", 4 << 20);
        Site target = WORLD.target();
        String left = disk.name() + ".spirula-1";
        String put = disk.name() + ".spirula-2";
        List<String> ids = Stream.of(left, put)
                .map(name -> disk.targetPool() + "/" + name)
                .map(spec -> {
                    target.rbd("create", "--size", "4M", spec);
                    return target.imageId(spec);
                })
                .toList();
        try {
            target.rbd("trash", "mv", "--expires-at", "tomorrow", disk.targetPool() + "/" + left);
            target.rbd("trash", "mv", disk.targetPool() + "/" + put);
            assertThat(new LeakCheck(WORLD).inTheTrash(disk))
                    .singleElement()
                    .asString()
                    .contains(left, ids.get(0));
        } finally {
            ids.forEach(id -> target.rbd("trash", "rm", "--force", "--no-progress", disk.targetPool() + "/" + id));
            WORLD.source().rbd("rm", "--no-progress", disk.spec());
        }
        assertThat(target.trash(disk.targetPool())).isEmpty();
    }
}

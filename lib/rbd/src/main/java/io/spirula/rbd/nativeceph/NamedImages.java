package io.spirula.rbd.nativeceph;

import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.TrashEntry;
import java.time.Duration;
import java.util.List;

/** What librbd does with images of one namespace by their names, whoever has these at that moment. */
interface NamedImages {

    List<ImageEntry> images();

    List<TrashEntry> trash();

    /** Whether an image, in the trash or not, has snapshots of any kind. */
    boolean hasSnapshots(String imageId);

    void rename(String name, String newName);

    void moveToTrash(String name, Duration deferment);

    void takeFromTrash(String imageId, String name);

    /** Removes an image in the trash, also before its deferment has ended. */
    void purge(String imageId, ProgressListener progress);

    String describe();
}

package io.spirula.rbd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbdExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "1,   RbdPermissionException,    RBD_EPERM,      false, false",
        "2,   RbdNotFoundException,      RBD_ENOENT,     false, false",
        "11,  RbdException,              RBD_EAGAIN,     true,  false",
        "16,  RbdBusyException,          RBD_EBUSY,      false, false",
        "17,  RbdAlreadyExistsException, RBD_EEXIST,     false, false",
        "28,  RbdException,              RBD_ENOSPC,     false, false",
        "30,  RbdReadOnlyException,      RBD_EROFS,      false, false",
        "39,  RbdBusyException,          RBD_ENOTEMPTY,  false, false",
        "107, RbdException,              RBD_ENOTCONN,   false, true",
        "108, RbdBlocklistedException,   RBD_ESHUTDOWN,  false, true",
        "110, RbdTimeoutException,       RBD_ETIMEDOUT,  true,  false",
        "122, RbdException,              RBD_EDQUOT,     false, false",
        "4711, RbdException,             RBD_ERRNO_4711, false, false"
    })
    void anErrorNumberSaysWhatItMeans(
            int number, String type, String code, boolean isTransient, boolean endsConnection) {
        RbdException exception = RbdException.of(number, "open", "image rbd/vm-1 of cluster site-a");
        assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
        assertThat(exception.code()).isEqualTo(code);
        assertThat(exception.number()).isEqualTo(number);
        assertThat(exception.isTransient()).isEqualTo(isTransient);
        assertThat(exception.endsConnection()).isEqualTo(endsConnection);
    }

    @Test
    void aQuotaThatIsReachedIsToldWithWhatMakesRoom() {
        assertThat(RbdException.of(122, "write 4096 bytes at 0", "image vm-1 in pool rbd of cluster site-b"))
                .hasMessageContaining("EDQUOT (122)")
                .hasMessageContaining("remove what is not needed")
                .hasMessageContaining("raise the quota of the pool");
    }

    @Test
    void theMessageTellsWhatWasTriedOnWhatWhyAndWhatToDo() {
        assertThat(RbdException.of(108, "write 4096 bytes at 0", "image rbd/vm-1 of cluster site-a"))
                .hasMessage("cannot write 4096 bytes at 0 on image rbd/vm-1 of cluster site-a: ESHUTDOWN (108): "
                        + "this client is blocklisted: close the connection and connect anew");
    }
}

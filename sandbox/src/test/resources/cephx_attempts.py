# What one Ceph user may do, tried with the stock bindings: prints a line "attempt<TAB>may|refused|<what else happened>" for each.
# Arguments: ceph.conf, user, keyring, image, the number of a snapshot that must stay.
import json
import sys

# the interpreter that runs this may be another one than Debian's
sys.path.append('/usr/lib/python3/dist-packages')
import rados
import rbd

conf, user, keyring, disk, kept = sys.argv[1:6]
cluster = rados.Rados(conffile=conf, name='client.' + user, conf={
    'keyring': keyring, 'client_mount_timeout': '60', 'rados_mon_op_timeout': '60', 'rados_osd_op_timeout': '60'})
cluster.connect()
pool = cluster.open_ioctx('rbd')
other = cluster.open_ioctx('other')
images = rbd.RBD()


def command(**arguments):
    code, _, words = cluster.mon_command(json.dumps(arguments), b'')
    if code != 0:
        raise OSError(-code, words)


def with_image(action, **how):
    with rbd.Image(pool, disk, **how) as image:
        return action(image)


def remove(io, name):
    """Of what is not there: that is found out only after the capability was checked."""
    try:
        io.remove_object(name)
    except rados.ObjectNotFound:
        pass


def trash_and_back():
    image_id = with_image(lambda image: image.id(), read_only=True)
    images.trash_move(pool, disk)
    images.trash_restore(pool, image_id, disk)


def rename_and_back():
    images.rename(pool, disk, disk + '-renamed')
    images.rename(pool, disk + '-renamed', disk)


def create_and_remove():
    images.create(pool, disk + '-new', 1 << 20)
    images.remove(pool, disk + '-new')


def number_a_snapshot():
    pool.remove_self_managed_snap(pool.create_self_managed_snap())


def shrink(image):
    size = image.size()
    image.resize(size // 2)
    image.resize(size)


attempts = {
    'list images': lambda: images.list(pool),
    'read a snapshot': lambda: with_image(lambda image: image.read(0, 4096), snapshot='kept', read_only=True),
    'watch an image': lambda: with_image(lambda image: None, snapshot='kept'),
    'make a snapshot': lambda: with_image(lambda image: image.create_snap('mine')),
    'remove a snapshot of others': lambda: with_image(lambda image: image.remove_snap('others')),
    'number a snapshot': number_a_snapshot,
    'write an image': lambda: with_image(lambda image: image.write(b'x' * 512, 0)),
    'shrink an image over its data': lambda: with_image(shrink),
    'rename an image': rename_and_back,
    'move an image to the trash': trash_and_back,
    'make and remove an image': create_and_remove,
    'remove an object with data': lambda: remove(pool, 'rbd_data.absent'),
    'list images of another pool': lambda: images.list(other),
    'remove an object of another pool': lambda: remove(other, 'rbd_data.absent'),
    'number a snapshot of another pool': lambda: other.create_self_managed_snap(),
    'shut a client out': lambda: command(
        prefix='osd blocklist', blocklistop='add', addr='127.0.0.9:0/77', expire=1.0),
    'let a client in again': lambda: command(prefix='osd blocklist', blocklistop='rm', addr='127.0.0.9:0/77'),
    'look at the health': lambda: command(prefix='health'),
    'make a pool': lambda: command(prefix='osd pool create', pool='mine', pg_num=8),
    'rename a pool': lambda: command(prefix='osd pool rename', srcpool='other', destpool='mine'),
    'remove a pool': lambda: command(
        prefix='osd pool delete', pool='other', pool2='other', yes_i_really_really_mean_it=True),
    'set a quota': lambda: command(prefix='osd pool set-quota', pool='rbd', field='max_bytes', val='1'),
    'set a flag of the cluster': lambda: command(prefix='osd set', key='pause'),
    'read the keys of others': lambda: command(prefix='auth ls'),
    'read the key of the administrator': lambda: command(prefix='auth get', entity='client.admin'),
    'give itself more': lambda: command(prefix='auth caps', entity='client.' + user, caps=['mon', 'allow *']),
    'make a user': lambda: command(prefix='auth add', entity='client.mine', caps=['mon', 'allow *']),
    'list the key store': lambda: command(prefix='config-key ls'),
    'read the key store': lambda: command(prefix='config-key get', key='secret'),
    'write to the key store': lambda: command(prefix='config-key set', key='mine', val='1'),
    'configure the cluster': lambda: command(
        prefix='config set', who='osd', name='osd_max_backfills', value='1'),
}
if not int(kept) == 0:
    attempts['discard the data of a snapshot'] = lambda: pool.remove_self_managed_snap(int(kept))

REFUSALS = (1, 13, 16, 30)  # EPERM, EACCES; EBUSY and EROFS are what librbd makes of it where it cannot get the lock
for name, attempt in attempts.items():
    try:
        attempt()
        answer = 'may'
    except Exception as e:
        number = getattr(e, 'errno', None)
        answer = 'refused' if number is not None and abs(number) in REFUSALS else repr(e).replace('\n', ' ')
    print(name + '\t' + answer, flush=True)

"""An S3 store on loopback: OpenStack Swift with its s3api, from Debian's python3-swift alone (no packages with services).

Prints the port of the S3 endpoint when it answers; ends, with all that it started and wrote, when its standard input is closed. The access key is test:tester, the secret
testing. Arguments name buckets that are made first. Swift keeps its metadata in extended attributes, so the data goes to the first usual place that has them.
"""
import ctypes
import json
import os
import pwd
import shutil
import signal
import socket
import sys
import tempfile
import time
import urllib.request

BACKENDS = ('account', 'container', 'object')
SECTION = '[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nuser = {user}\nswift_dir = {folder}\nworkers = 0\nlog_level = CRITICAL\n'
BACKEND = SECTION + """devices = {folder}/devices
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
replication_server = false
"""
PROXY = SECTION + """client_timeout = 60
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
object_chunk_size = 262144
client_chunk_size = 262144
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
paste.filter_factory = swift_server:cache_factory
[filter:s3api]
use = egg:swift#s3api
max_upload_part_num = 10000
max_multi_delete_objects = 1000
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
"""


class Cache:
    """Takes the place of memcached: there is one proxy process, so a dictionary will do."""

    def __init__(self):
        self.values = {}

    def get(self, key, raise_on_error=False):
        text, expires = self.values.get(key, ('null', 0))
        return json.loads(text) if not expires or expires > time.time() else None

    def set(self, key, value, serialize=True, time=0, **ignored):
        self.values[key] = (json.dumps(value), now() + time if time else 0)

    def delete(self, key, server_key=None):
        self.values.pop(key, None)


def now():
    return time.time()


def cache_factory(global_conf, **local_conf):
    cache = Cache()

    def wrap(app):
        def call(env, start_response):
            env['swift.cache'] = cache
            return app(env, start_response)
        return call
    return wrap


def free_ports(count):
    sockets = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


def prepare(folder, ports):
    """Writes the configuration and one ring of one device for each kind of server; the paths of the configurations."""
    from swift.common.ring import RingBuilder
    os.makedirs(os.path.join(folder, 'devices', 'one'))
    user = pwd.getpwuid(os.getuid()).pw_name
    files = {}
    for name in BACKENDS:
        port = ports[name]
        builder = RingBuilder(4, 1, 0)
        builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'one', 'weight': 1.0,
                         'replication_ip': '127.0.0.1', 'replication_port': port, 'meta': ''})
        builder.rebalance()
        builder.get_ring().save(os.path.join(folder, name + '.ring.gz'))
        files[name] = write(folder, name + '.conf', BACKEND.format(name=name, port=port, folder=folder, user=user))
    files['proxy'] = write(folder, 'proxy.conf', PROXY.format(port=ports['proxy'], folder=folder, user=user))
    return files


def serve(name, path):
    """Runs one server in this process, which dies with its parent."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    from swift.common.wsgi import run_wsgi
    sys.exit(run_wsgi(path, name + '-server', verbose=False))


def wait_for(ports):
    for port in ports:
        for _ in range(600):
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                break
            except OSError:
                if os.waitpid(-1, os.WNOHANG)[0]:
                    sys.exit('swift: a server did not start')
                time.sleep(0.1)
        else:
            sys.exit('swift: no answer')


def make_bucket(port, name):
    """By Swift's own API, which needs no signature."""
    login = urllib.request.Request(f'http://127.0.0.1:{port}/auth/v1.0', headers={'X-Auth-User': 'test:tester', 'X-Auth-Key': 'testing'})
    with urllib.request.urlopen(login, timeout=60) as answer:
        token, account = answer.headers['X-Auth-Token'], answer.headers['X-Storage-Url']
    urllib.request.urlopen(urllib.request.Request(f'{account}/{name}', method='PUT', headers={'X-Auth-Token': token}), timeout=60).close()


def make_folder():
    for place in (tempfile.gettempdir(), '/var/tmp', '/dev/shm', os.path.expanduser('~')):
        folder = None
        try:
            folder = os.path.realpath(tempfile.mkdtemp(prefix='plimsoll-swift-', dir=place))
            os.setxattr(folder, 'user.swift', b'1')
            return folder
        except OSError:
            shutil.rmtree(folder, ignore_errors=True) if folder else None
    sys.exit('swift: no file system with extended attributes')


def run(folder):
    ports = dict(zip(BACKENDS + ('proxy',), free_ports(4)))
    # Swift reads its own settings when it is imported, from /etc/swift unless it is told first.
    import swift.common.utils
    write(folder, 'swift.conf', '[swift-hash]\nswift_hash_path_suffix = plimsoll\n')
    swift.common.utils.set_swift_dir(folder)
    children = []
    for name, path in prepare(folder, ports).items():
        child = os.fork()
        if child == 0:
            serve(name, path)
        children.append(child)
    try:
        wait_for(ports.values())
        for name in sys.argv[1:]:
            make_bucket(ports['proxy'], name)
        print(ports['proxy'], flush=True)
        sys.stdin.read()
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def main():
    folder = make_folder()
    try:
        run(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()

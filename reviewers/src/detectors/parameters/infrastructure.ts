import { hasWord } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";
import { lexicon } from "../words.ts";

/** Words of numbers that steer machines and not what people see. */
const MACHINES = lexicon(
  "timeout,timeouts,retry,retries,retriable,pool,port,ports,shard,shards,buffer,buffers,backoff,back off,jitter,thread,threads,worker,workers,replica,replicas,connection,connections,keepalive,keep alive,socket,heap,memory,mem,cpu,disk,queue size,queue length,cache size,cache capacity,capacity,batch size,chunk size,page cache,flush,heartbeat,concurrency,parallelism,partition,partitions,num partitions,nodes,rpc,grpc,latency,deadline,qps,tps,rate limiter,max inflight,in flight,initial delay,polling,poll interval,log level,indent,line length,buffer size,fetch size,file size,max bytes,gpu,gpus,ttl dns,circuit breaker,failure rate,half open,min calls,kafka,catchup,ndim,multipart,part size,concurrent,inflight,checkpoint,checkpoints,memmap,prefault,prefaulted,slot bytes,stack size,dns",
);

const OF_MACHINES: readonly FileKind[] = ["infrastructure", "deploy"];
const OF_PEOPLE: readonly FileKind[] = ["score", "params", "flags", "filter", "visibility", "label", "objective"];

/** Whether a name, or the file it stands in, is about machines: time-outs, retries, pools, ports, shards, buffers. */
export function isInfrastructure(about: string, kinds: ReadonlySet<FileKind>): boolean {
  if (hasWord(about, MACHINES)) return true;
  return OF_MACHINES.some((kind) => kinds.has(kind)) && !OF_PEOPLE.some((kind) => kinds.has(kind));
}

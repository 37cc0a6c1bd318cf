import protobuf from 'protobufjs'
import { z } from 'zod'

/** The frames of Feishu's long connection, as the official SDK reads and writes them. */
const shape = protobuf.parse(`syntax = "proto2";
message Header { required string key = 1; required string value = 2; }
message Frame {
  required uint64 SeqID = 1; required uint64 LogID = 2; required int32 service = 3; required int32 method = 4;
  repeated Header headers = 5; optional string payload_encoding = 6; optional string payload_type = 7;
  optional bytes payload = 8; optional string LogIDNew = 9;
}`)
const Frame = shape.root.lookupType('Frame')

export const CONTROL = 0
export const DATA = 1

const decoded = z.object({
  method: z.number(),
  headers: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  payload: z.instanceof(Uint8Array).optional(),
})

export interface Frame {
  readonly method: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
}

export const encodeFrame = ({ method, headers, payload }: Omit<Frame, 'payload'> & { payload: Uint8Array }) =>
  Frame.encode({
    SeqID: 1,
    LogID: 1,
    service: 7,
    method,
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    payload,
  }).finish()

export const decodeFrame = (bytes: Uint8Array): Frame => {
  const { method, headers, payload } = decoded.parse(Frame.toObject(Frame.decode(bytes)))
  return {
    method,
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
    payload: payload ? Buffer.from(payload).toString() : '',
  }
}
